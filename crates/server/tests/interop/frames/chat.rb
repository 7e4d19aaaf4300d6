require 'jwt'

user = Struct.new(:id, :name, :email).new(48_213, "Mära Lindqvist", "mara@shop.example")
secret = ENV.fetch('BONAFIDE_SECRET')
token =
SAMPLE
print(token)
