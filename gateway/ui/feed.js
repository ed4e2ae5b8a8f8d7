/** The WebSocket: connects, connects again with a growing pause, and notices when the venue has gone quiet. */
const QUIET_MS = 5000;
const PAUSE_MS_MAX = 8000;

export class Feed {
  #socket = null;
  #on;
  #pauseMs = 250;
  #lastMs = 0;
  #nextId = 0;

  /** @param on { state(text), message(array), event(object) } */
  constructor(on) {
    this.#on = on;
    setInterval(() => this.#watch(), 1000);
    this.#connect();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  send(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify({ id: ++this.#nextId, ...message }));
  }

  #connect() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/v1/ws`);
    this.#socket = socket;
    this.#lastMs = performance.now();
    socket.onopen = () => {
      this.#pauseMs = 250;
      this.#on.state('live');
    };
    socket.onmessage = ({ data }) => {
      this.#lastMs = performance.now();
      const message = JSON.parse(data);
      if (Array.isArray(message)) this.#on.message(message);
      else this.#on.event(message);
    };
    socket.onclose = ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#on.state('reconnecting', reason || (code === 1006 ? 'the connection was lost' : `closed with ${code}`));
      setTimeout(() => this.#connect(), this.#pauseMs * (0.5 + Math.random()));
      this.#pauseMs = Math.min(PAUSE_MS_MAX, this.#pauseMs * 2);
    };
  }

  /** A heartbeat comes each second: long silence means that the connection is dead, whatever the browser thinks. */
  #watch() {
    if (this.isOpen && performance.now() - this.#lastMs > QUIET_MS) this.#socket.close(4000, 'quiet');
  }
}
