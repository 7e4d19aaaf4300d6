defmodule Controller do
  def text(_conn, token), do: IO.write(token)
  SAMPLE
end

user = %{id: 48213, name: "Mära Lindqvist", email: "mara@shop.example", email_confirmed: true}
Controller.bonafide_token(%{assigns: %{current_user: user}}, %{})
