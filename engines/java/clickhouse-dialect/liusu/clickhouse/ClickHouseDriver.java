package liusu.clickhouse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * ClickHouse's own driver, with parameters written so that comparisons are exact. The JDBC connector hands conditions of a query on as
 * parameters; the driver writes a decimal as a binary fraction, and a time as an instant of the machine's zone.
 */
public final class ClickHouseDriver implements Driver {
  private final Driver driver = new com.clickhouse.jdbc.Driver();

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    Connection connection = driver.connect(url, info);
    if (connection == null) {
      return null;
    }
    return around(
        Connection.class,
        (method, arguments) -> {
          Object result = call(connection, method, arguments);
          return result instanceof PreparedStatement ? exact((PreparedStatement) result) : result;
        });
  }

  private static PreparedStatement exact(PreparedStatement statement) {
    return around(
        PreparedStatement.class,
        (method, arguments) -> {
          boolean isSetter = method.getName().startsWith("set") && arguments != null && arguments.length == 2;
          Object value = isSetter ? arguments[1] : null;
          if (value instanceof BigDecimal) {
            statement.setString((int) arguments[0], ((BigDecimal) value).toPlainString());
          } else if (value instanceof Date) {
            statement.setString((int) arguments[0], ((Date) value).toLocalDate().toString());
          } else if (value instanceof Timestamp) {
            statement.setString((int) arguments[0], ToClickHouse.text(((Timestamp) value).toLocalDateTime()));
          } else {
            return call(statement, method, arguments);
          }
          return null;
        });
  }

  private interface Calls {
    Object call(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T around(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            ClickHouseDriver.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> calls.call(method, arguments)));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
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
