# Debian packs the Erlang half of jose; its Elixir half hands on to it, as these modules do.
defmodule JOSE.JWK do
  defdelegate from_oct(secret), to: :jose_jwk
end

defmodule JOSE.JWT do
  defdelegate sign(key, header, claims), to: :jose_jwt
end

defmodule JOSE.JWS do
  defdelegate compact(signed), to: :jose_jws
end

