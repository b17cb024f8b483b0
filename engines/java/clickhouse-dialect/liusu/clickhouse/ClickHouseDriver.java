package liusu.clickhouse;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/** ClickHouse's own driver, with statements that keep to what they are given: see ExactStatement. */
public final class ClickHouseDriver implements Driver {
  private final Driver driver = new com.clickhouse.jdbc.Driver();

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    Connection connection = driver.connect(url, info);
    if (connection == null) {
      return null;
    }
    InvocationHandler handler =
        (proxy, method, arguments) ->
            PreparedStatement.class.equals(method.getReturnType())
                ? ExactStatement.of(connection, method, arguments)
                : new ExactStatement.Call(method, arguments).on(connection);
    return (Connection)
        Proxy.newProxyInstance(ClickHouseDriver.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return driver.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("com.clickhouse.jdbc");
  }
}
