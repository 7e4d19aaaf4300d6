// The same with jose.

import { createInterface } from "node:readline";
import { SignJWT } from "jose";

for await (const line of createInterface({ input: process.stdin })) {
  const { keyId, secret, decodeSecret, algorithm, claims } = JSON.parse(line);
  const bytes = decodeSecret ? Buffer.from(secret, "base64") : new TextEncoder().encode(secret);
  const header = keyId === null ? {} : { kid: keyId };
  let answer;
  try {
    answer = { token: await new SignJWT(claims).setProtectedHeader({ alg: algorithm, ...header }).sign(bytes) };
  } catch (error) {
    answer = { refusal: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
