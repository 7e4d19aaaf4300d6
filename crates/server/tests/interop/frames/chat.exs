user = %{id: 48213, name: "Mära Lindqvist", email: "mara@shop.example"}
secret = System.fetch_env!("BONAFIDE_SECRET")
SAMPLE
IO.write(token)
