<?php
// composer require firebase/php-jwt
use Firebase\JWT\JWT;

require_login(); // your own check

$now = time();
$claims = [
    'external_id' => (string) $user->id, // a string, even if your ids are numbers
    'scope' => 'user',
    'name' => $user->name,
    'email' => $user->email,
    'email_verified' => (bool) $user->email_confirmed,
    'iat' => $now,
    'exp' => $now + 3600,
];
$secret = getenv('BONAFIDE_SECRET'); // as it is, without decoding it

header('Content-Type: text/plain');
echo JWT::encode($claims, $secret, 'HS256', 'KEY_ID');
