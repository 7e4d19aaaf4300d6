// A customer's own backend: signs tokens for the people who are logged in there, with jsonwebtoken.
//
// Reads orders from standard input, one JSON object on each line: {keyId?, secret, decodeSecret, algorithm, claims,
// options?}. Answers each with one line: {token}, or {refusal} if the library would not sign.

import { createInterface } from "node:readline";
import jwt from "jsonwebtoken";

for await (const line of createInterface({ input: process.stdin })) {
  const { keyId, secret, decodeSecret, algorithm, claims, options } = JSON.parse(line);
  const bytes = decodeSecret ? Buffer.from(secret, "base64") : secret;
  const header = keyId === null ? {} : { keyid: keyId };
  let answer;
  try {
    answer = { token: jwt.sign(claims, bytes, { algorithm, ...header, ...options }) };
  } catch (error) {
    answer = { refusal: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
