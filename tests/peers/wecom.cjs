// Signs, encrypts and opens with Tencent's own library. One JSON request a line in, one JSON answer a line out.
const { decrypt, encrypt, getSignature } = require('@wecom/crypto');

const operations = {
  sign: ({ token, timestamp, nonce }) => ({ signature: getSignature(token, timestamp, nonce, '') }),
  seal: ({ token, key, id, message, timestamp, nonce }) => {
    const encrypted = encrypt(key, message, id);
    return { encrypted, signature: getSignature(token, timestamp, nonce, encrypted) };
  },
  open: ({ token, key, encrypted, timestamp, nonce }) => {
    const { message, id } = decrypt(key, encrypted);
    return { message, id, signature: getSignature(token, timestamp, nonce, encrypted) };
  },
};

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { operation, ...rest } = JSON.parse(line);
  console.log(JSON.stringify(operations[operation](rest)));
});
