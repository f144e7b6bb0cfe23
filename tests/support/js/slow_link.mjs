// A way to a server that is as slow as one likes: what is sent passes at a number of bytes a second.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export class SlowLink {
  #listener;
  #sockets = new Set();

  /** Leads to the port of `url`, `bytesPerSecond` for all connections together. */
  static async to(url, bytesPerSecond) {
    const link = new SlowLink();
    link.bytesPerSecond = bytesPerSecond;
    link.bytes = 0;   // That have passed.
    link.freeAt = 0;  // When what was let through would have passed.
    const { hostname, port } = new URL(url);
    link.#listener = createServer({ noDelay: true }, (client) => link.#lead(client, hostname, Number(port)));
    await once(link.#listener.listen(0, '127.0.0.1'), 'listening');
    link.url = `http://127.0.0.1:${link.#listener.address().port}`;
    return link;
  }

  #lead(client, hostname, port) {
    const server = connect({ host: hostname, port, noDelay: true });
    for (const [from, to] of [[client, server], [server, client]]) {
      this.#sockets.add(from);
      from.on('close', () => { this.#sockets.delete(from); to.destroy(); });
      from.on('error', () => to.destroy());
    }
    server.pipe(client);
    this.#pass(client, server).catch(() => client.destroy());
  }

  async #pass(client, server) {
    for await (const piece of client) {
      const now = performance.now();
      this.freeAt = Math.max(this.freeAt, now) + piece.length / this.bytesPerSecond * 1000;
      this.bytes += piece.length;
      if (this.freeAt - now > 1) await delay(this.freeAt - now);
      if (!server.write(piece)) await once(server, 'drain');
    }
    server.end();
  }

  close() {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
