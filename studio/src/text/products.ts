// The relational databases that a connection string can lead to.

export interface Product {
  /** What the server knows it by. */
  factory: string;
  name: string;
  /** What a connection string of it looks like. */
  example: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    factory: 'Npgsql',
    name: 'PostgreSQL',
    example: 'Host=db.example.com;Port=5432;Database=shop;Username=etl;Password=…',
  },
  {
    factory: 'MySqlConnector.MySqlConnectorFactory',
    name: 'MySQL or MariaDB',
    example: 'Server=db.example.com;Port=3306;Database=shop;Uid=etl;Pwd=…',
  },
  {
    factory: 'Microsoft.Data.SqlClient',
    name: 'Microsoft SQL Server',
    example: 'Server=db.example.com,1433;Database=shop;User Id=etl;Password=…',
  },
  {
    factory: 'Oracle.ManagedDataAccess.Client',
    name: 'Oracle',
    example: 'Data Source=db.example.com:1521/shop;User Id=etl;Password=…',
  },
  { factory: 'Sqlite', name: 'SQLite', example: 'Data Source=shop.db' },
  {
    factory: 'System.Data.Odbc',
    name: 'Any other, over ODBC',
    example: 'Driver={…};Server=db.example.com;Database=shop;Uid=etl;Pwd={…}',
  },
];

// Other names of the same, which tasks that were written for other servers use.
const SYNONYMS: Record<string, string> = {
  'mysql.data.mysqlclient': 'MySQL or MariaDB',
  mysqlconnector: 'MySQL or MariaDB',
  'system.data.sqlclient': 'Microsoft SQL Server',
};

/** "PostgreSQL"; of a factory that nobody knows, its name. */
export function productName(factory: string): string {
  const folded = factory.toLowerCase();
  const product = PRODUCTS.find((known) => known.factory.toLowerCase() === folded);
  return product?.name ?? SYNONYMS[folded] ?? factory;
}
