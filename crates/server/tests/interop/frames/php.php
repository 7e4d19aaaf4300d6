namespace {
    function require_login() {}
    $user = (object) [
        'id' => 48213, 'name' => 'Mära Lindqvist', 'email' => 'mara@shop.example', 'email_confirmed' => 1,
    ];
SAMPLE
}
