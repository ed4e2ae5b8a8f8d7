/** Two sessions that trade with each other while a third sends what it likes: all they ask for must be answered, as ever. */
import { FixPeer, type Message } from '../fix-door/support/peer.js';
import type { World } from '../fix-door/support/world.js';

export class Neighbours {
  private buyer: FixPeer;
  private seller: FixPeer;

  constructor(private readonly world: World) {
    this.buyer = world.loggedOn({ senderCompId: 'CALM' });
    this.seller = world.loggedOn({ senderCompId: 'OTHER', beginString: 'FIXT.1.1' });
  }

  /** An order each, acknowledged; returns how many orders that were. */
  trade(id: string): number {
    for (const [peer, side] of [
      [this.buyer, 'buy'],
      [this.seller, 'sell'],
    ] as const) {
      peer.order(`${peer.senderCompId}-${id}`, side, 2, '100.00');
      expectAck(peer.all(), `${peer.senderCompId}-${id}`);
    }
    return 2;
  }

  /** Takes back what rests, reads what has come, forgets it. */
  settle(): void {
    this.buyer = this.settled(this.buyer);
    this.seller = this.settled(this.seller);
  }

  private settled(peer: FixPeer): FixPeer {
    const id = `${peer.senderCompId}-${this.world.clock.nowUs()}`;
    peer.send('q', `11=${id}|530=7|60=20231114-22:13:20`);
    const report = peer.all().find(({ type }) => type === 'r');
    if (report?.get(531) !== '7') throw new Error(`${peer.senderCompId}: its mass cancel was not answered`);
    const { socket, senderCompId, msgSeqNum } = peer;
    socket.received = '';
    return new FixPeer(this.world, socket, { senderCompId, msgSeqNum, beginString: report.get(8) });
  }
}

function expectAck(messages: readonly Message[], clOrdId: string): void {
  const ack = messages.find((message) => message.get(11) === clOrdId && message.get(150) === '0');
  if (ack === undefined)
    throw new Error(`the neighbour's order ${clOrdId} was not acknowledged: ${messages.map((m) => m.raw)}`);
}
