require "jwt"

class BonafideTokensController < ApplicationController
  before_action :require_login

  def show
    now = Time.now.to_i
    claims = {
      external_id: current_user.id.to_s, # a string, even if your ids are numbers
      scope: "user",
      name: current_user.name,
      email: current_user.email,
      email_verified: current_user.email_confirmed?,
      iat: now,
      exp: now + 3600
    }
    secret = ENV.fetch("BONAFIDE_SECRET") # as it is, without decoding it
    render plain: JWT.encode(claims, secret, "HS256", { kid: "KEY_ID" })
  end
end
