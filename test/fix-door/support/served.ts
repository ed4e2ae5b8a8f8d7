/** The simulated world's door on a real port: each TCP connection is tied to a socket of its simulated network. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SimSocket } from './sim-net.js';
import type { World } from './world.js';

export class ServedWorld {
  /** What the door was sent, connection by connection in turn, as it came. */
  sent = '';
  private readonly pairs = new Map<Socket, SimSocket>();

  private constructor(
    private readonly world: World,
    private readonly server: Server,
  ) {
    server.on('connection', (socket) => this.tie(socket, world.net.connect()));
  }

  static start(world: World): Promise<ServedWorld> {
    const server = createServer({ noDelay: true });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(new ServedWorld(world, server))));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Lets the world work, and hands on what its door says. */
  run(): void {
    this.world.run();
    for (const [socket, sim] of this.pairs) {
      if (sim.received !== '') socket.write(Buffer.from(sim.received, 'latin1'));
      sim.received = '';
      if (sim.isClosed) socket.end();
    }
  }

  stop(): void {
    for (const socket of this.pairs.keys()) socket.destroy();
    this.server.close();
  }

  private tie(socket: Socket, sim: SimSocket): void {
    this.pairs.set(socket, sim);
    socket.on('data', (bytes) => {
      this.sent += bytes.toString('latin1');
      sim.send(bytes.toString('latin1'));
      this.run();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.pairs.delete(socket);
      sim.disconnect();
      this.run();
    });
  }
}
