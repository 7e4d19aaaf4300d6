// dotnet add package Microsoft.IdentityModel.JsonWebTokens
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

app.MapGet("/bonafide-token", (AppUser user) => // your own way to the user who is logged in
{
    var secret = Environment.GetEnvironmentVariable("BONAFIDE_SECRET")!; // as it is, without decoding it
    var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)) { KeyId = "KEY_ID" };
    var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object>
        {
            ["external_id"] = user.Id.ToString(), // a string, even if your ids are numbers
            ["scope"] = "user",
            ["name"] = user.Name,
            ["email"] = user.Email,
            ["email_verified"] = user.EmailConfirmed,
        },
        IssuedAt = DateTime.UtcNow,
        Expires = DateTime.UtcNow.AddHours(1),
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
    });
    return Results.Text(token);
}).RequireAuthorization();
