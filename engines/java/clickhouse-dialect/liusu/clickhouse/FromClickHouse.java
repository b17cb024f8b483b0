package liusu.clickhouse;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;

/** Values of Flink from those of ClickHouse's driver, which gives each column by its own type: an UInt8 as a Short, and so on. */
final class FromClickHouse {
  private FromClickHouse() {}

  /** Throws ArithmeticException for a number that the type cannot hold: none is cut, but for FLOAT and DOUBLE, which hold the nearest. */
  static Object value(LogicalType type, Object value) throws SQLException {
    if (value == null) {
      return null;
    }
    switch (type.getTypeRoot()) {
      case BOOLEAN:
        return value instanceof Boolean ? value : exact(type, value);
      case TINYINT:
      case SMALLINT:
      case INTEGER:
      case BIGINT:
      case DECIMAL:
        return exact(type, value);
      case FLOAT:
        return ((Number) value).floatValue();
      case DOUBLE:
        return ((Number) value).doubleValue();
      case CHAR:
      case VARCHAR:
        return StringData.fromString(text(value));
      case DATE:
        return (int) (value instanceof Date ? ((Date) value).toLocalDate() : (LocalDate) value).toEpochDay();
      case TIMESTAMP_WITHOUT_TIME_ZONE:
        return TimestampData.fromLocalDateTime(
            value instanceof Timestamp ? ((Timestamp) value).toLocalDateTime() : (LocalDateTime) value);
      case ARRAY:
        return array(((ArrayType) type).getElementType(), value);
      case MAP:
        return map((MapType) type, (Map<?, ?>) value);
      default:
        throw new UnsupportedOperationException("no value of ClickHouse is read as " + type);
    }
  }

  private static Object exact(LogicalType type, Object value) {
    try {
      BigDecimal given = number(value);
      switch (type.getTypeRoot()) {
        case BOOLEAN:
          return given.toBigIntegerExact().signum() != 0;
        case TINYINT:
          return given.byteValueExact();
        case SMALLINT:
          return given.shortValueExact();
        case INTEGER:
          return given.intValueExact();
        case BIGINT:
          return given.longValueExact();
        default:
          return decimal((DecimalType) type, given);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new ArithmeticException(value + " does not fit into " + type);
    }
  }

  /** Throws NumberFormatException for what is no number, such as NaN. */
  private static BigDecimal number(Object value) {
    if (value instanceof BigDecimal) {
      return (BigDecimal) value;
    }
    if (value instanceof BigInteger) {
      return new BigDecimal((BigInteger) value);
    }
    Number given = (Number) value;
    boolean isWhole = value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long;
    return isWhole ? BigDecimal.valueOf(given.longValue()) : new BigDecimal(given.toString());
  }

  /** Flink's own conversion rounds what has more digits. */
  private static DecimalData decimal(DecimalType type, BigDecimal given) {
    BigDecimal scaled = given.setScale(type.getScale(), RoundingMode.UNNECESSARY);
    DecimalData data = DecimalData.fromBigDecimal(scaled, type.getPrecision(), type.getScale());
    if (data == null) {
      throw new ArithmeticException("it has too many digits");
    }
    return data;
  }

  private static String text(Object value) {
    return value instanceof InetAddress ? ((InetAddress) value).getHostAddress() : value.toString();
  }

  private static GenericArrayData array(LogicalType element, Object value) throws SQLException {
    Object given = value instanceof java.sql.Array ? ((java.sql.Array) value).getArray() : value;
    Object items = given instanceof List ? ((List<?>) given).toArray() : given;
    Object[] data = new Object[Array.getLength(items)];
    for (int i = 0; i < data.length; i++) {
      data[i] = value(element, Array.get(items, i));
    }
    return new GenericArrayData(data);
  }

  private static GenericMapData map(MapType type, Map<?, ?> value) throws SQLException {
    Map<Object, Object> data = new HashMap<>();
    for (Map.Entry<?, ?> entry : value.entrySet()) {
      data.put(value(type.getKeyType(), entry.getKey()), value(type.getValueType(), entry.getValue()));
    }
    return new GenericMapData(data);
  }
}
