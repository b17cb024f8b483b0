package liusu.clickhouse;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of ClickHouse's driver for the JDBC connector, which hands conditions of a query on as parameters. The driver writes a
 * decimal as a binary fraction and a time as an instant of the machine's zone. Here both go as text, which the server reads by the type of
 * the column; with a fraction they are read by themselves, as the server would cut them to the digits of the column. Batches are sent where
 * something is in them, and are empty after they failed, as the connector fills them anew.
 */
final class ExactStatement implements InvocationHandler {
  private static final String NAME = "`(?:[^`\\\\]|\\\\.)*`";
  private static final String COMPARES = " (?:=|<>|<=|>=|<|>) ";
  /** Stands for the column in what is to be written. */
  private static final String COLUMN = "<column>";
  /** A parameter, with the column that stands before or behind it; or a name, whose question marks are none. */
  private static final Pattern PLACE =
      Pattern.compile("(" + NAME + ")" + COMPARES + "\\?|\\?(?:" + COMPARES + "(" + NAME + "))?|" + NAME);

  private final Connection connection;
  private final Method prepare;
  private final Object[] prepared;
  private PreparedStatement statement;
  /** What was set, by what it is set for, so that another statement can take this one's place. Of queries alone: others are set for each row. */
  private final Map<String, Call> kept = new LinkedHashMap<>();
  /** How parameters with a fraction are read, by their index. */
  private final Map<Integer, String> readings = new HashMap<>();
  private int batched;

  private ExactStatement(Connection connection, Method prepare, Object[] arguments) throws Throwable {
    this.connection = connection;
    this.prepare = prepare;
    this.prepared = arguments.clone();
    this.statement = (PreparedStatement) new Call(prepare, prepared).on(connection);
  }

  /** `prepare` and `arguments`: how the statement was asked for, with its text first. */
  static PreparedStatement of(Connection connection, Method prepare, Object[] arguments) throws Throwable {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            ExactStatement.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            new ExactStatement(connection, prepare, arguments));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Call call = new Call(method, arguments);
    switch (method.getName()) {
      case "addBatch":
        batched++;
        return call.on(statement);
      case "executeBatch":
        return batched == 0 ? new int[0] : executed(call);
      default:
        return method.getName().startsWith("set") ? set(call) : call.on(statement);
    }
  }

  private Object executed(Call call) throws Throwable {
    try {
      return call.on(statement);
    } finally {
      batched = 0;
      statement.clearBatch();
    }
  }

  private Object set(Call call) throws Throwable {
    boolean isParameter = call.arguments.length == 2 && call.arguments[0] instanceof Integer;
    Call exact = call;
    if (isParameter) {
      int index = (int) call.arguments[0];
      Object value = call.arguments[1];
      if (value instanceof BigDecimal) {
        exact = text(index, ((BigDecimal) value).toPlainString());
        readExactly(index, readingOf((BigDecimal) value));
      } else if (value instanceof Date) {
        exact = text(index, ((Date) value).toLocalDate().toString());
      } else if (value instanceof Timestamp) {
        exact = text(index, ToClickHouse.text(((Timestamp) value).toLocalDateTime()));
        readExactly(index, readingOf((Timestamp) value));
      }
    }
    if (sql().startsWith("SELECT")) {
      kept.put(isParameter ? "parameter " + call.arguments[0] : call.method.getName(), exact);
    }
    return exact.on(statement);
  }

  private static Call text(int index, String value) throws NoSuchMethodException {
    return new Call(PreparedStatement.class.getMethod("setString", int.class, String.class), new Object[] {index, value});
  }

  private String sql() {
    return (String) prepared[0];
  }

  /** Null without a fraction. The narrower type lets the server use the key of the table where the column has it, too. */
  private static String readingOf(BigDecimal value) {
    if (value.stripTrailingZeros().scale() <= 0) {
      return null;
    }
    return (value.precision() <= 18 && value.scale() <= 18 ? "toDecimal64" : "toDecimal128") + "(?, " + value.scale() + ")";
  }

  /** Null without a fraction. The zone is that of the column. */
  private static String readingOf(Timestamp value) {
    int digits = new BigDecimal(value.getNanos()).movePointLeft(9).stripTrailingZeros().scale();
    return value.getNanos() == 0 ? null : "toDateTime64(?, " + digits + ", timezoneOf(" + COLUMN + "))";
  }

  private void readExactly(int index, String reading) throws Throwable {
    if (Objects.equals(reading, readings.put(index, reading))) {
      return;
    }
    PreparedStatement before = statement;
    Object[] arguments = prepared.clone();
    arguments[0] = withReadings(sql(), readings);
    statement = (PreparedStatement) new Call(prepare, arguments).on(connection);
    before.close();
    for (Call call : kept.values()) {
      call.on(statement);
    }
  }

  private static String withReadings(String sql, Map<Integer, String> readings) {
    Matcher place = PLACE.matcher(sql);
    StringBuilder text = new StringBuilder();
    int parameters = 0;
    while (place.find()) {
      String found = place.group();
      String column = place.group(1) == null ? place.group(2) : place.group(1);
      String reading = column != null || found.equals("?") ? readings.get(++parameters) : null;
      if (reading != null) {
        if (column == null) {
          throw new IllegalArgumentException("no column is compared with parameter " + parameters + " of " + sql);
        }
        int at = place.group(1) == null ? 0 : found.length() - 1;
        found = found.substring(0, at) + reading.replace(COLUMN, column) + found.substring(at + 1);
      }
      place.appendReplacement(text, Matcher.quoteReplacement(found));
    }
    return place.appendTail(text).toString();
  }

  /** A call, to be made again on another object. Throws what the method throws. */
  static final class Call {
    final Method method;
    final Object[] arguments;

    Call(Method method, Object[] arguments) {
      this.method = method;
      this.arguments = arguments == null ? new Object[0] : arguments;
    }

    Object on(Object target) throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException failure) {
        throw failure.getCause();
      }
    }
  }
}
