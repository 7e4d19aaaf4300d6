// io.jsonwebtoken:jjwt-api, jjwt-impl and jjwt-jackson
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import javax.crypto.SecretKey;

@GetMapping(value = "/bonafide-token", produces = "text/plain")
String bonafideToken(@AuthenticationPrincipal User user) {
    String secret = System.getenv("BONAFIDE_SECRET"); // as it is, without decoding it
    SecretKey key = Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8));
    Instant now = Instant.now();
    return Jwts.builder()
        .header().keyId("KEY_ID").and()
        .claim("external_id", String.valueOf(user.getId())) // a string, even if your ids are numbers
        .claim("scope", "user")
        .claim("name", user.getName())
        .claim("email", user.getEmail())
        .claim("email_verified", user.isEmailConfirmed())
        .issuedAt(Date.from(now))
        .expiration(Date.from(now.plusSeconds(3600)))
        .signWith(key, Jwts.SIG.HS256)
        .compact();
}
