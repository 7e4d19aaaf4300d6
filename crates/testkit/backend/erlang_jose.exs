# The same in Elixir with erlang-jose.

for line <- IO.stream(:stdio, :line) do
  order = :jose.decode(line)
  secret = order["secret"]

  secret =
    if order["decodeSecret"], do: Base.url_decode64!(secret, padding: false), else: secret

  header = %{"alg" => order["algorithm"]}
  header = if order["keyId"] == :null, do: header, else: Map.put(header, "kid", order["keyId"])
  key = :jose_jwk.from_oct(secret)

  answer =
    try do
      {_, token} = :jose_jws.compact(:jose_jwt.sign(key, header, order["claims"]))
      %{"token" => token}
    rescue
      error -> %{"refusal" => Exception.message(error)}
    end

  IO.puts(:jose.encode(answer))
end
