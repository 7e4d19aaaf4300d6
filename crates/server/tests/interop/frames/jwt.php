// Debian packs no library for tokens: this one has the face that the samples call, as its documentation tells it.
namespace Firebase\JWT {
    class JWT
    {
        public static function encode(array $payload, string $key, string $alg, ?string $keyId = null): string
        {
            $part = fn(string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
            $header = json_encode(array_filter(['typ' => 'JWT', 'alg' => $alg, 'kid' => $keyId]));
            $signed = $part($header) . '.' . $part(json_encode($payload));
            return $signed . '.' . $part(hash_hmac('sha256', $signed, $key, true));
        }
    }
}
