/** The peer of the TCP floor: a process of its own that answers each request of `requestBytes` with `answerBytes`. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

const [requestBytes, answerBytes] = process.argv.slice(2).map(Number);
const answer = Buffer.alloc(answerBytes, 0x2e);

const server = createServer({ noDelay: true }, (socket) => {
  let pending = 0;
  socket.on('data', (bytes) => {
    pending += bytes.length;
    for (; pending >= requestBytes; pending -= requestBytes) socket.write(answer);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
