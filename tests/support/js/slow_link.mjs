// A way to a server that is as slow as one likes: what is sent passes at a number of bytes a second.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import { Link } from './link.mjs';

export class SlowLink extends Link {
  /** Leads to the port of `url`, `bytesPerSecond` for all connections together. */
  static async to(url, bytesPerSecond) {
    const link = new SlowLink();
    link.bytesPerSecond = bytesPerSecond;
    link.bytes = 0;   // That have passed.
    link.freeAt = 0;  // When what was let through would have passed.
    await link.listen(Number(new URL(url).port));
    link.url = `http://127.0.0.1:${link.port}`;
    return link;
  }

  pass(client, server) {
    server.pipe(client);
    this.#passSlowly(client, server).catch(() => client.destroy());
  }

  async #passSlowly(client, server) {
    for await (const piece of client) {
      const now = performance.now();
      this.freeAt = Math.max(this.freeAt, now) + piece.length / this.bytesPerSecond * 1000;
      this.bytes += piece.length;
      if (this.freeAt - now > 1) await delay(this.freeAt - now);
      if (!server.write(piece)) await once(server, 'drain');
    }
    server.end();
  }
}
