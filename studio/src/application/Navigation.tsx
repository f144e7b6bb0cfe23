import { Icon, type IconName } from '../components/Icon';
import { PlaceLink } from '../components/PlaceLink';
import { formatCount } from '../text/quantities';
import { visible } from '../text/visible';
import { useAlertCount } from '../views/alerts/alerts';
import styles from './Navigation.module.css';
import { useCaller } from './caller';
import { mayOpen } from './permissions';
import type { Place } from './places';

/** Where one can go from anywhere, and, within a database, where in that; as far as one may. */
export function Navigation({ place }: { place: Place | undefined }) {
  const caller = useCaller();
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
        <Item icon="certificate" text="Certificates" to={{ view: 'certificates' }} place={place} />
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
            {mayOpen(caller, { view: 'alerts', database }) && (
              <AlertsItem database={database} place={place} />
            )}
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

/** With how many there are to be read. */
function AlertsItem({ database, place }: { database: string; place: Place | undefined }) {
  const count = useAlertCount(database) ?? 0;
  return (
    <Item
      icon="bell"
      text="Alerts"
      to={{ view: 'alerts', database }}
      badge={count > 0 ? formatCount(count) : undefined}
      place={place}
    />
  );
}

interface ItemProps {
  icon: IconName;
  text: string;
  to: Place;
  /** Views that belong to this item as well. */
  also?: Place['view'][];
  /** How many of them wait for a person. */
  badge?: string | undefined;
  place: Place | undefined;
}

function Item({ icon, text, to, also = [], badge, place }: ItemProps) {
  const caller = useCaller();
  if (!mayOpen(caller, to)) return null;
  const isHere = place !== undefined && [to.view, ...also].includes(place.view);
  return (
    <li>
      <PlaceLink to={to} className={styles.item} aria-current={isHere ? 'page' : undefined}>
        <Icon name={icon} />
        {text}
        {badge !== undefined && (
          <span className={styles.badge}>
            {badge}
            <span className="visually-hidden"> to be read</span>
          </span>
        )}
      </PlaceLink>
    </li>
  );
}
