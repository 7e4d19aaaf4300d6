namespace {
    use Firebase\JWT\JWT;

    $user = (object) ['id' => 48213, 'name' => 'Mära Lindqvist', 'email' => 'mara@shop.example'];
    $secret = getenv('BONAFIDE_SECRET');
    $token =
SAMPLE
    echo $token;
}
