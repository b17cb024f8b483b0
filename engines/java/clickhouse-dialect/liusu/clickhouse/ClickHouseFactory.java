package liusu.clickhouse;

import org.apache.flink.connector.jdbc.core.database.JdbcFactory;
import org.apache.flink.connector.jdbc.core.database.catalog.JdbcCatalog;
import org.apache.flink.connector.jdbc.core.database.dialect.JdbcDialect;

/** How the JDBC connector finds this dialect, by META-INF/services. */
public final class ClickHouseFactory implements JdbcFactory {
  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:clickhouse:");
  }

  @Override
  public JdbcDialect createDialect() {
    return new ClickHouseDialect();
  }

  @Override
  public JdbcCatalog createCatalog(
      ClassLoader classLoader, String name, String database, String username, String password, String baseUrl) {
    throw new UnsupportedOperationException("ClickHouse has no catalog of the JDBC connector; name its tables one by one");
  }
}
