package chain

import (
	"bytes"
	"encoding/hex"
	"errors"
)

// errAnswerMalformed is returned when a node's answer is no JSON, or not of the
// shape that was asked for.
var errAnswerMalformed = errors.New("the node's answer is malformed")

// scanner reads JSON in one pass. Logs are most of what an indexer reads, and
// encoding/json looks at every byte of a node's answer four times before they
// are logs.
//
// It takes whatever encoding/json takes. Of what it skips it does not look into
// scalars, so it also takes some answers that are no JSON; what it returns is
// checked by who decodes it.
type scanner struct {
	data []byte
	at   int
	err  error
}

func (s *scanner) fail() { s.err = errAnswerMalformed }

// next skips white space and returns the byte that follows, 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.data); s.at++ {
		switch s.data[s.at] {
		case ' ', '\t', '\n', '\r':
		default:
			return s.data[s.at]
		}
	}
	return 0
}

// take skips a byte that must follow.
func (s *scanner) take(want byte) {
	if s.next() != want {
		s.fail()
		return
	}
	s.at++
}

// isNull skips a null.
func (s *scanner) isNull() bool {
	if s.next() != 'n' || !bytes.HasPrefix(s.data[s.at:], []byte("null")) {
		return false
	}
	s.at += len("null")
	return true
}

// text returns a string's bytes between its quotes, escapes as they are.
func (s *scanner) text() []byte {
	if s.take('"'); s.err != nil {
		return nil
	}
	begin := s.at
	for {
		length := bytes.IndexByte(s.data[s.at:], '"')
		if length < 0 {
			s.fail()
			return nil
		}
		s.at += length + 1
		if !isEscaped(s.data[begin : s.at-1]) {
			return s.data[begin : s.at-1]
		}
	}
}

// isEscaped reports whether what follows a text is escaped by its end.
func isEscaped(text []byte) bool {
	slashes := 0
	for i := len(text) - 1; i >= 0 && text[i] == '\\'; i-- {
		slashes++
	}
	return slashes%2 == 1
}

// value returns the bytes of whatever value follows.
func (s *scanner) value() []byte {
	s.next()
	begin, depth := s.at, 0
	for s.err == nil {
		switch s.next() {
		case 0:
			s.fail()
		case '"':
			s.text()
		case '{', '[':
			depth++
			s.at++
			continue
		case '}', ']':
			depth--
			s.at++
		case ',', ':':
			if depth == 0 {
				s.fail()
			}
			s.at++
			continue
		default:
			s.scalar()
		}
		if depth <= 0 {
			break
		}
	}
	if s.err != nil || depth < 0 {
		s.fail()
		return nil
	}
	return s.data[begin:s.at]
}

// scalar skips a number, true, false or null.
func (s *scanner) scalar() {
	length := bytes.IndexAny(s.data[s.at:], ",]} \t\r\n:\"{[")
	if length < 0 {
		length = len(s.data) - s.at
	}
	s.at += length
}

// list calls read for each element of an array. It must read the element.
func (s *scanner) list(read func()) {
	s.sequence('[', ']', read)
}

// object calls read for each member of an object. It must read the value.
func (s *scanner) object(read func(key []byte)) {
	s.sequence('{', '}', func() {
		key := s.text()
		if s.take(':'); s.err == nil {
			read(key)
		}
	})
}

func (s *scanner) sequence(opening, closing byte, read func()) {
	s.take(opening)
	if s.err == nil && s.next() == closing {
		s.at++
		return
	}
	for s.err == nil {
		if read(); s.err != nil {
			return
		}
		if s.next() == closing {
			s.at++
			return
		}
		s.take(',')
	}
}

// end demands that nothing follows.
func (s *scanner) end() error {
	if s.err == nil && s.next() != 0 {
		s.fail()
	}
	return s.err
}

// hexText returns the digits of a string such as "0x1f".
func (s *scanner) hexText() []byte {
	text := s.text()
	if s.err == nil && (len(text) < 2 || text[0] != '0' || text[1] != 'x') {
		s.fail()
		return nil
	}
	if s.err != nil {
		return nil
	}
	return text[2:]
}

// fixed reads bytes whose number is known.
func (s *scanner) fixed(into []byte) {
	digits := s.hexText()
	if s.err != nil {
		return
	}
	if len(digits) != 2*len(into) {
		s.fail()
		return
	}
	if _, err := hex.Decode(into, digits); err != nil {
		s.fail()
	}
}

// bytes reads bytes of any number.
func (s *scanner) bytes() []byte {
	digits := s.hexText()
	decoded := make([]byte, len(digits)/2)
	if len(digits)%2 != 0 {
		s.fail()
		return nil
	}
	if _, err := hex.Decode(decoded, digits); err != nil {
		s.fail()
	}
	return decoded
}

// quantity reads a number of at most 64 bits.
func (s *scanner) quantity() (value uint64) {
	digits := s.hexText()
	if s.err != nil || len(digits) == 0 || len(digits) > 16 {
		s.fail()
		return 0
	}
	for _, digit := range digits {
		switch {
		case digit >= '0' && digit <= '9':
			value = value<<4 | uint64(digit-'0')
		case digit >= 'a' && digit <= 'f':
			value = value<<4 | uint64(digit-'a'+10)
		case digit >= 'A' && digit <= 'F':
			value = value<<4 | uint64(digit-'A'+10)
		default:
			s.fail()
		}
	}
	return value
}

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (l *rpcLogs) UnmarshalJSON(data []byte) error {
	s := &scanner{data: data}
	*l = nil
	if !s.isNull() {
		s.list(func() { *l = append(*l, s.log()) })
	}
	return s.end()
}

// log reads a log. Each of its members must be there.
func (s *scanner) log() (log rpcLog) {
	const all = 1<<7 - 1
	seen := 0
	s.object(func(key []byte) {
		switch string(key) {
		case "address":
			s.fixed(log.Address[:])
			seen |= 1
		case "topics":
			log.Topics = make([]Hash, 0, 4)
			s.list(func() {
				log.Topics = append(log.Topics, Hash{})
				s.fixed(log.Topics[len(log.Topics)-1][:])
			})
			seen |= 2
		case "data":
			log.Data = s.bytes()
			seen |= 4
		case "blockNumber":
			log.BlockNumber = s.quantity()
			seen |= 8
		case "blockHash":
			s.fixed(log.BlockHash[:])
			seen |= 16
		case "transactionHash":
			s.fixed(log.TxHash[:])
			seen |= 32
		case "logIndex":
			log.Index = uint32(s.quantity())
			seen |= 64
		default:
			s.value()
		}
	})
	if seen != all {
		s.fail()
	}
	return log
}
