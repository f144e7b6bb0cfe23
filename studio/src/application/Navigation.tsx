import { Icon, type IconName } from '../components/Icon';
import { PlaceLink } from '../components/PlaceLink';
import { visible } from '../text/visible';
import styles from './Navigation.module.css';
import type { Place } from './places';

/** Where one can go from anywhere, and, within a database, where in that. */
export function Navigation({ place }: { place: Place | undefined }) {
  const database = place && 'database' in place ? place.database : undefined;
  return (
    <nav aria-label="Main" className={styles.navigation}>
      <PlaceLink to={{ view: 'databases' }} className={styles.brand}>
        <img src="/studio/icon.svg" alt="" width="22" height="22" />
        Penstock
      </PlaceLink>
      <ul className={styles.list}>
        <Item icon="database" text="Databases" to={{ view: 'databases' }} place={place} />
        <Item icon="flow" text="Flow" to={{ view: 'flow' }} place={place} />
      </ul>
      {database !== undefined && (
        <>
          <h2 className={styles.group} title={visible(database)}>
            {visible(database)}
          </h2>
          <ul className={styles.list}>
            <Item
              icon="document"
              text="Documents"
              to={{ view: 'documents', database }}
              also={['document', 'newDocument']}
              place={place}
            />
            <Item icon="query" text="Query" to={{ view: 'query', database }} place={place} />
            <Item
              icon="task"
              text="Tasks"
              to={{ view: 'tasks', database }}
              also={['task', 'newTask', 'editTask', 'taskActivity']}
              place={place}
            />
            <Item
              icon="connection"
              text="Connection strings"
              to={{ view: 'connectionStrings', database }}
              place={place}
            />
          </ul>
        </>
      )}
    </nav>
  );
}

interface ItemProps {
  icon: IconName;
  text: string;
  to: Place;
  /** Views that belong to this item as well. */
  also?: Place['view'][];
  place: Place | undefined;
}

function Item({ icon, text, to, also = [], place }: ItemProps) {
  const isHere = place !== undefined && [to.view, ...also].includes(place.view);
  return (
    <li>
      <PlaceLink to={to} className={styles.item} aria-current={isHere ? 'page' : undefined}>
        <Icon name={icon} />
        {text}
      </PlaceLink>
    </li>
  );
}
