import { CodeBlock } from '../../components/CodeBlock';
import { Notice } from '../../components/Notice';
import styles from './UnsecuredNotice.module.css';

/** How certificates come to count, at a server that asks nobody for one. */
export function UnsecuredNotice() {
  return (
    <Notice title="This server asks nobody for a certificate.">
      <div className={styles.text}>
        <p>
          It was started without TLS, so whoever reaches it may do everything. It asks for
          certificates when it has one itself:
        </p>
        <CodeBlock>
          penstock serve --url https://db.example.com:8443 --certificate server.pem --key server.key
        </CodeBlock>
        <p>
          Then those count that are registered here, and the key of the server itself is an
          administrator’s. <code>docs/security.md</code> sets up two such servers.
        </p>
      </div>
    </Notice>
  );
}
