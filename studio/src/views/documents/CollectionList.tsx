import type { Collection } from '../../api/databases';
import type { Place } from '../../application/places';
import { PlaceLink } from '../../components/PlaceLink';
import { formatCount } from '../../text/quantities';
import { visible } from '../../text/visible';
import styles from './CollectionList.module.css';

interface CollectionListProps {
  database: string;
  collections: Collection[];
  chosen: string | undefined;
}

export function CollectionList({ database, collections, chosen }: CollectionListProps) {
  const total = collections.reduce((sum, { documents }) => sum + documents, 0);
  return (
    <nav aria-label="Collections" className={styles.list}>
      <Item
        to={{ view: 'documents', database }}
        text="All documents"
        count={total}
        isChosen={chosen === undefined}
      />
      {collections.map(({ name, documents }) => (
        <Item
          key={name}
          to={{ view: 'documents', database, collection: name }}
          text={visible(name)}
          count={documents}
          isChosen={name === chosen}
        />
      ))}
    </nav>
  );
}

interface ItemProps {
  to: Place;
  text: string;
  count: number;
  isChosen: boolean;
}

function Item({ to, text, count, isChosen }: ItemProps) {
  return (
    <PlaceLink to={to} className={styles.item} aria-current={isChosen ? 'true' : undefined}>
      <span className={styles.name} title={text}>
        {text}
      </span>
      <span className={styles.count}>{formatCount(count)}</span>
    </PlaceLink>
  );
}
