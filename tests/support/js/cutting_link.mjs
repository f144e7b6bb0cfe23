// A way to a database server that breaks where nobody knows what became of a transaction.
import { Link } from './link.mjs';

export class CuttingLink extends Link {
  /** Breaks at the next COMMIT: 'request', before the server gets it, or 'answer', when it has done it. */
  cutAt;

  static async to(port) {
    const link = new CuttingLink();
    await link.listen(port);
    return link;
  }

  pass(client, server) {
    let endsWithAnswer = false;
    client.on('data', (bytes) => {
      const cut = bytes.includes('COMMIT') ? this.#takeCut() : undefined;
      if (cut === 'request') return client.destroy();
      endsWithAnswer = cut === 'answer';
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (endsWithAnswer) return server.destroy();
      client.write(bytes);
    });
  }

  #takeCut() {
    const cut = this.cutAt;
    this.cutAt = undefined;
    return cut;
  }
}
