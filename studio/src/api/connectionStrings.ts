import { databasePath, fetchJson, send } from './http';

export interface RavenConnection {
  kind: 'Raven';
  name: string;
  database: string;
  urls: string[];
}

export interface SqlConnection {
  kind: 'Sql';
  name: string;
  /** Of the product: "Npgsql". */
  factory: string;
  /** Secrets arrive as "********", and mean "the one you have" when they are sent. */
  text: string;
}

export type Connection = RavenConnection | SqlConnection;
export type ConnectionKind = Connection['kind'];

/** How a test of a connection ended. */
export interface ConnectionTest {
  succeeded: boolean;
  /** How far it came: "ConnectionString", "Connection", "Login", "Database". */
  failedAt: string | undefined;
  error: string | undefined;
}

interface RavenAnswer {
  Name: string;
  Database: string;
  TopologyDiscoveryUrls: string[];
}

interface SqlAnswer {
  Name: string;
  FactoryName: string;
  ConnectionString: string;
}

/** Ordered by name. */
export async function listConnections(
  database: string,
  signal?: AbortSignal,
): Promise<Connection[]> {
  const answer = await fetchJson<{
    RavenConnectionStrings: Record<string, RavenAnswer>;
    SqlConnectionStrings: Record<string, SqlAnswer>;
  }>('GET', databasePath(database, 'admin/connection-strings'), { signal });
  const connections: Connection[] = [
    ...Object.values(answer.RavenConnectionStrings).map(ravenConnection),
    ...Object.values(answer.SqlConnectionStrings).map(sqlConnection),
  ];
  return connections.sort((one, other) => one.name.localeCompare(other.name));
}

/** Makes it, or changes the one of that kind and name. */
export async function saveConnection(database: string, connection: Connection): Promise<void> {
  await send('PUT', databasePath(database, 'admin/connection-strings'), {
    body: { Name: connection.name, Type: connection.kind, ...contentOf(connection) },
  });
}

/** Refused as long as a task uses it. */
export async function deleteConnection(
  database: string,
  { kind, name }: Connection,
): Promise<void> {
  await send('DELETE', databasePath(database, 'admin/connection-strings'), {
    query: { connectionString: name, type: kind },
  });
}

/** Whether it leads anywhere. `isStored`: masked secrets are those of the stored one. */
export async function testConnection(
  database: string,
  connection: Connection,
  isStored: boolean,
): Promise<ConnectionTest> {
  const answer = await fetchJson<{ Success: boolean; FailedAt?: string; Error?: string }>(
    'POST',
    databasePath(database, `admin/etl/${connection.kind.toLowerCase()}/test-connection`),
    connection.kind === 'Raven'
      ? { body: contentOf(connection) }
      : {
          query: {
            factoryName: connection.factory,
            connectionStringName: isStored ? connection.name : undefined,
          },
          body: connection.text,
          headers: { 'Content-Type': 'text/plain' },
        },
  );
  return { succeeded: answer.Success, failedAt: answer.FailedAt, error: answer.Error };
}

function contentOf(connection: Connection): object {
  return connection.kind === 'Raven'
    ? { Database: connection.database, TopologyDiscoveryUrls: connection.urls.filter(Boolean) }
    : { FactoryName: connection.factory, ConnectionString: connection.text };
}

function ravenConnection({ Name, Database, TopologyDiscoveryUrls }: RavenAnswer): RavenConnection {
  return { kind: 'Raven', name: Name, database: Database, urls: TopologyDiscoveryUrls };
}

function sqlConnection({ Name, FactoryName, ConnectionString }: SqlAnswer): SqlConnection {
  return { kind: 'Sql', name: Name, factory: FactoryName, text: ConnectionString };
}
