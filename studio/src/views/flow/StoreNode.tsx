import { useCaller } from '../../application/caller';
import { mayOpen } from '../../application/permissions';
import { Icon } from '../../components/Icon';
import { PlaceLink } from '../../components/PlaceLink';
import { visible } from '../../text/visible';
import styles from './FlowNode.module.css';
import type { Store } from './flow';
import { type Box, placeOf } from './layout';

/** A database, or what is at the other end of a connection string. */
export function StoreNode({ box }: { box: Box<Store> }) {
  const { name, detail, isHere, to } = box.of;
  const isOpen = mayOpen(useCaller(), to);
  const looks = {
    className: styles.store,
    'data-here': isHere,
    title: `${visible(name)}, ${visible(detail)}`,
  };
  const content = (
    <>
      <Icon name={isHere ? 'database' : 'connection'} />
      <span className={styles.text}>
        <span className={styles.name}>{visible(name)}</span>
        <span className={styles.detail}>{visible(detail)}</span>
      </span>
    </>
  );
  return (
    <li className={styles.node} style={placeOf(box)}>
      {isOpen ? (
        <PlaceLink to={to} {...looks}>
          {content}
        </PlaceLink>
      ) : (
        <span {...looks}>{content}</span>
      )}
    </li>
  );
}
