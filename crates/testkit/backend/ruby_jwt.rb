# The same with ruby-jwt.

require "base64"
require "json"
require "jwt"

$stdout.sync = true
$stdin.each_line do |line|
  order = JSON.parse(line)
  secret = order["secret"]
  secret = Base64.decode64(secret) if order["decodeSecret"]
  header = order["keyId"].nil? ? {} : { kid: order["keyId"] }
  answer =
    begin
      { token: JWT.encode(order["claims"], secret, order["algorithm"], header) }
    rescue StandardError => e
      { refusal: e.message }
    end
  puts JSON.generate(answer)
end
