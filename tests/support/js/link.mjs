// A way to a server on this machine, for tests that make it worse than it is.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Link {
  #listener;
  #sockets = new Set();

  /** From now on it leads to `port`. */
  async listen(port) {
    this.#listener = createServer({ noDelay: true }, (client) => this.#lead(client, port));
    await once(this.#listener.listen(0, '127.0.0.1'), 'listening');
    this.port = this.#listener.address().port;
  }

  #lead(client, port) {
    const server = connect({ host: '127.0.0.1', port, noDelay: true });
    for (const [from, to] of [[client, server], [server, client]]) {
      this.#sockets.add(from);
      from.on('close', () => { this.#sockets.delete(from); to.destroy(); });
      from.on('error', () => to.destroy());
    }
    this.pass(client, server);
  }

  /** Passes on what the two say to each other. */
  pass(client, server) {
    client.pipe(server);
    server.pipe(client);
  }

  close() {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
