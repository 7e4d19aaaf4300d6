import jwt from 'jsonwebtoken'

app.get('/bonafide-token', requireLogin, (req, res) => {
  const token = jwt.sign(
    {
      external_id: String(req.user.id), // a string, even if your ids are numbers
      scope: 'user',
      name: req.user.name,
      email: req.user.email,
      email_verified: req.user.emailConfirmed === true,
    },
    process.env.BONAFIDE_SECRET, // as it is, without decoding it
    { algorithm: 'HS256', keyid: 'KEY_ID', expiresIn: '1h' },
  )
  res.type('text/plain').send(token)
})
