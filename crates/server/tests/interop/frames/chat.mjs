import jwt from 'jsonwebtoken'

const user = { id: 48213, name: 'Mära Lindqvist', email: 'mara@shop.example' }
const secret = process.env.BONAFIDE_SECRET
const token = (
SAMPLE
)
process.stdout.write(token)
