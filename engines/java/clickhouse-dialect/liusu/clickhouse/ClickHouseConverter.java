package liusu.clickhouse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialectConverter;
import org.apache.flink.connector.jdbc.statement.FieldNamedPreparedStatement;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/** Rows of Flink from rows of ClickHouse's driver, and back. */
final class ClickHouseConverter implements JdbcDialectConverter {
  private static final long serialVersionUID = 1L;

  private final String[] names;
  private final LogicalType[] types;
  private final RowData.FieldGetter[] getters;

  ClickHouseConverter(RowType rowType) {
    names = rowType.getFieldNames().toArray(new String[0]);
    types = rowType.getChildren().toArray(new LogicalType[0]);
    getters = new RowData.FieldGetter[types.length];
    for (int i = 0; i < types.length; i++) {
      getters[i] = RowData.createFieldGetter(types[i], i);
    }
  }

  @Override
  public RowData toInternal(ResultSet result) throws SQLException {
    GenericRowData row = new GenericRowData(types.length);
    for (int i = 0; i < types.length; i++) {
      Object value = result.getObject(i + 1);
      // The driver's java.sql.Timestamp passes through the machine's zone, which has hours that do not exist.
      if (value != null && types[i].is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)) {
        value = result.getObject(i + 1, LocalDateTime.class);
      }
      try {
        row.setField(i, FromClickHouse.value(types[i], value));
      } catch (ArithmeticException e) {
        throw new ArithmeticException("column " + names[i] + ": " + e.getMessage());
      }
    }
    return row;
  }

  @Override
  public FieldNamedPreparedStatement toExternal(RowData row, FieldNamedPreparedStatement statement) throws SQLException {
    for (int i = 0; i < types.length; i++) {
      Object value = ToClickHouse.value(types[i], getters[i].getFieldOrNull(row));
      if (value == null) {
        statement.setNull(i, Types.NULL);
      } else {
        statement.setObject(i, value);
      }
    }
    return statement;
  }
}
