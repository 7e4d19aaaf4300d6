// A customer's own backend: signs tokens for the people who are logged in there, with the library such backends use.
//
// Reads requests from standard input, one JSON object on each line: {keyId, secret, claims, options?}.
// Answers each with one line: {token}, or {refusal} if the library would not sign.

import { createInterface } from "node:readline";
import jwt from "jsonwebtoken";

for await (const line of createInterface({ input: process.stdin })) {
  const { keyId, secret, claims, options } = JSON.parse(line);
  let answer;
  try {
    answer = { token: jwt.sign(claims, secret, { algorithm: "HS256", keyid: keyId, ...options }) };
  } catch (error) {
    answer = { refusal: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
