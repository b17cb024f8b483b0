package liusu.clickhouse;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.jdbc.core.database.dialect.AbstractDialect;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialectConverter;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/** The SQL of ClickHouse, as far as the JDBC connector writes any. */
public final class ClickHouseDialect extends AbstractDialect {
  private static final long serialVersionUID = 1L;

  @Override
  public String dialectName() {
    return "ClickHouse";
  }

  @Override
  public Optional<String> defaultDriverName() {
    return Optional.of(ClickHouseDriver.class.getName());
  }

  @Override
  public JdbcDialectConverter getRowConverter(RowType rowType) {
    return new ClickHouseConverter(rowType);
  }

  @Override
  public String getLimitClause(long limit) {
    return "LIMIT " + limit;
  }

  @Override
  public String quoteIdentifier(String identifier) {
    return "`" + identifier.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  /** ClickHouse replaces nothing when it is written to: a row is one more, and its table's engine keeps the last of a key. */
  @Override
  public Optional<String> getUpsertStatement(String table, String[] fields, String[] keys) {
    return Optional.of(getInsertIntoStatement(table, fields));
  }

  @Override
  public Optional<Range> decimalPrecisionRange() {
    return Optional.of(Range.of(1, 38));
  }

  @Override
  public Optional<Range> timestampPrecisionRange() {
    return Optional.of(Range.of(0, 9));
  }

  @Override
  public Set<LogicalTypeRoot> supportedTypes() {
    return EnumSet.of(
        LogicalTypeRoot.BOOLEAN,
        LogicalTypeRoot.TINYINT,
        LogicalTypeRoot.SMALLINT,
        LogicalTypeRoot.INTEGER,
        LogicalTypeRoot.BIGINT,
        LogicalTypeRoot.FLOAT,
        LogicalTypeRoot.DOUBLE,
        LogicalTypeRoot.DECIMAL,
        LogicalTypeRoot.CHAR,
        LogicalTypeRoot.VARCHAR,
        LogicalTypeRoot.DATE,
        LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE,
        LogicalTypeRoot.ARRAY,
        LogicalTypeRoot.MAP);
  }
}
