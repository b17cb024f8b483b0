/** Seeded mistakes of types and characters; see seeded-errors.ts. */
import { inTables, type SeededError } from './seeded-error.ts';

export const seededTypes: readonly SeededError[] = [
  // Types
  {
    name: 'a type mismatch of one column',
    script: inTables('INSERT INTO counts SELECT customer, «note» FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
    says: /column n of counts is BIGINT[\s\S]*STRING[\s\S]*declared in line 12/,
  },
  {
    name: 'a type mismatch of an expression',
    script: inTables("INSERT INTO counts\nSELECT customer,\n  «CONCAT(note, ',', customer)» AS n\nFROM orders;"),
    code: 'SQL_TYPE_MISMATCH',
    says: /BIGINT/,
  },
  {
    name: 'a type mismatch behind a list of columns in another order',
    script: inTables('INSERT INTO counts (n, customer) SELECT «note», customer FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
    says: /column n of counts is BIGINT[\s\S]*at place 1/,
  },
  {
    name: 'several type mismatches behind a list of columns in another order',
    script: inTables('INSERT INTO totals (total, customer) SELECT «customer», paid FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
    says: /total of totals[\s\S]*\(customer\) at place 1[\s\S]*customer of totals[\s\S]*\(paid\) at place 2/,
  },
  {
    name: 'a type mismatch by the order of columns',
    script: inTables('INSERT INTO totals SELECT «amount», customer FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
  },
  {
    name: 'too few columns for the sink',
    script: inTables('INSERT INTO «totals» SELECT customer FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
    says: /1 column[\s\S]*takes 2/,
  },
  {
    name: 'an operator on the wrong types',
    script: inTables('SELECT «paid > 5» FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
  },
  {
    name: 'a function on the wrong types',
    script: inTables('SELECT «TO_TIMESTAMP(amount)» FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
  },
  {
    name: 'types of several columns',
    script: inTables('INSERT INTO totals SELECT «amount», paid FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
    says: /2 columns[\s\S]*customer of totals[\s\S]*total of totals[\s\S]*STRING, DECIMAL\(10, 2\)/,
  },
  {
    name: 'a comparison of unlike types',
    script: "SELECT «1 = 'a'»;",
    code: 'SQL_TYPE_MISMATCH',
    says: /INT and STRING cannot be compared/,
  },
  {
    name: 'a comparison of unlike columns',
    script: inTables("SELECT * FROM orders AS o WHERE note = 'x' AND «o.order_id = o.customer»;"),
    code: 'SQL_TYPE_MISMATCH',
    says: /BIGINT and STRING/,
  },
  {
    name: 'a type in a cast that is not there',
    script: 'SELECT CAST(1 AS «FOO»);',
    code: 'SQL_INVALID',
    says: /FOO is not a type[\s\S]*Common types/,
  },
  {
    name: 'a type in a cast that is near another',
    script: inTables('SELECT TRY_CAST(order_id AS «STRIN») FROM orders;'),
    code: 'SQL_INVALID',
    says: /Did you mean STRING/,
  },
  {
    name: 'a type of another system',
    script: inTables('SELECT CAST(customer AS «LONG») FROM orders;'),
    code: 'SQL_INVALID',
    says: /Did you mean BIGINT\?/,
  },
  {
    name: 'a cast that is not possible',
    script: inTables('SELECT «CAST(paid AS DATE)» FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
  },
  {
    name: 'too many arguments',
    script: inTables('SELECT «UPPER(customer, 1)» FROM orders;'),
    code: 'SQL_INVALID',
    says: /UPPER takes 1/,
  },
  {
    name: 'queries of different width',
    script: inTables('SELECT customer FROM orders UNION ALL SELECT «customer, amount» FROM orders;'),
    code: 'SQL_TYPE_MISMATCH',
  },
  // Characters
  {
    name: 'a full-width comma',
    script: inTables('SELECT customer«，»amount FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /full-width comma ，[\s\S]*Write , instead/,
  },
  {
    name: 'a full-width bracket',
    script: inTables('SELECT COUNT«（»customer) FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /full-width opening bracket （/,
  },
  {
    name: 'a full-width semicolon',
    script: inTables('SELECT customer FROM orders«；»'),
    code: 'SQL_SYNTAX',
    says: /full-width semicolon/,
  },
  {
    name: 'a full-width space',
    script: inTables('SELECT customer«　»FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /plain space/,
  },
  {
    name: 'Chinese single quotes',
    script: inTables('SELECT customer FROM orders WHERE customer = «‘张三，李四’»;'),
    code: 'SQL_SYNTAX',
    says: /Write '张三，李四' instead/,
  },
  {
    name: 'Chinese double quotes',
    script: inTables('SELECT «“x”» FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /'x'[\s\S]*`x`/,
  },
  {
    name: 'a name in double quotes',
    script: inTables('SELECT customer FROM «"orders"»;'),
    code: 'SQL_SYNTAX',
    says: /backquotes: `orders`/,
  },
  {
    name: 'a string in double quotes',
    script: inTables('SELECT DATE_FORMAT(created, «"yyyy"») FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /single quotes: 'yyyy'/,
  },
  {
    name: 'such characters in strings and comments are none',
    script: inTables("SELECT '，（）“x”' /* ； */ -- 。\n, «nope» FROM orders;"),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
];
