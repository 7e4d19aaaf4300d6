<?php
// The same in PHP without a library.

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

$hashes = ['HS256' => 'sha256', 'HS384' => 'sha384', 'HS512' => 'sha512'];
while (($line = fgets(STDIN)) !== false) {
    $order = json_decode($line, flags: JSON_THROW_ON_ERROR);
    $secret = $order->decodeSecret ? base64_decode($order->secret) : $order->secret;
    $header = ['typ' => 'JWT', 'alg' => $order->algorithm];
    if ($order->keyId !== null) {
        $header['kid'] = $order->keyId;
    }
    $signed = base64url(json_encode($header)) . '.' . base64url(json_encode($order->claims));
    $signature = hash_hmac($hashes[$order->algorithm], $signed, $secret, true);
    echo json_encode(['token' => $signed . '.' . base64url($signature)]), "\n";
}
