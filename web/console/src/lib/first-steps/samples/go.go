import (
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func bonafideToken(w http.ResponseWriter, r *http.Request) {
	user := loggedIn(r) // your own check
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"external_id":    strconv.FormatInt(user.ID, 10), // a string, even if your ids are numbers
		"scope":          "user",
		"name":           user.Name,
		"email":          user.Email,
		"email_verified": user.EmailConfirmed,
		"iat":            now.Unix(),
		"exp":            now.Add(time.Hour).Unix(),
	})
	token.Header["kid"] = "KEY_ID"
	secret := []byte(os.Getenv("BONAFIDE_SECRET")) // as it is, without decoding it
	signed, err := token.SignedString(secret)
	if err != nil {
		http.Error(w, "no token", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Write([]byte(signed))
}
