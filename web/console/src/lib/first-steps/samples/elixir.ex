# {:jose, "~> 1.11"} in mix.exs
def bonafide_token(conn, _params) do
  user = conn.assigns.current_user # your own check comes before
  now = System.system_time(:second)

  claims = %{
    "external_id" => to_string(user.id), # a string, even if your ids are numbers
    "scope" => "user",
    "name" => user.name,
    "email" => user.email,
    "email_verified" => user.email_confirmed,
    "iat" => now,
    "exp" => now + 3600
  }

  secret = System.fetch_env!("BONAFIDE_SECRET") # as it is, without decoding it
  header = %{"alg" => "HS256", "kid" => "KEY_ID"}
  {_, token} = secret |> JOSE.JWK.from_oct() |> JOSE.JWT.sign(header, claims) |> JOSE.JWS.compact()

  text(conn, token)
end
