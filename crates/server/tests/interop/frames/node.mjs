const requireLogin = () => {}
const user = { id: 48213, name: 'Mära Lindqvist', email: 'mara@shop.example', emailConfirmed: true }
const res = { type: () => res, send: (text) => process.stdout.write(text) }
const app = { get: (path, guard, handler) => handler({ user }, res) }
SAMPLE
