import type { SqlConnection } from '../../api/connectionStrings';
import { SelectField } from '../../components/SelectField';
import { TextAreaField } from '../../components/TextAreaField';
import { PRODUCTS } from '../../text/products';

const CHOICES = PRODUCTS.map(({ factory, name }) => ({ value: factory, text: name }));

interface SqlFieldsProps {
  connection: SqlConnection;
  isStored: boolean;
  onChange: (connection: SqlConnection) => void;
}

export function SqlFields({ connection, isStored, onChange }: SqlFieldsProps) {
  const product = PRODUCTS.find(({ factory }) => factory === connection.factory);
  return (
    <>
      <SelectField
        label="Product"
        value={connection.factory}
        choices={CHOICES}
        onChange={(factory) => onChange({ ...connection, factory })}
      />
      <TextAreaField
        label="Connection string"
        rows={3}
        value={connection.text}
        onChange={(text) => onChange({ ...connection, text })}
        hint={
          isStored
            ? 'Passwords are never shown again. One that stays ******** is kept.'
            : product && (
                <>
                  For example <code>{product.example}</code>
                </>
              )
        }
      />
    </>
  );
}
