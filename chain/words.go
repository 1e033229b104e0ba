package chain

import (
	"encoding/binary"
	"errors"
)

// errWordInvalid is a word of an event that is not of its type, or is not there.
var errWordInvalid = errors.New("a word is missing or not of its type")

// logWords reads the words of a log: first the topics behind the event's signature,
// then the data. Most logs are of two events, and the bindings, which read any by
// reflection, take longer for one than everything else that is done with it.
type logWords struct {
	topics []Hash // still to read
	data   []byte
	at     int // of the next word of the data
	err    error
}

func wordsOf(log Log) *logWords { return &logWords{topics: log.Topics[1:], data: log.Data} }

func (w *logWords) fail() { w.err = errWordInvalid }

// next returns the next word, a zero one past the end.
func (w *logWords) next() (word Hash) {
	switch {
	case len(w.topics) > 0:
		word, w.topics = w.topics[0], w.topics[1:]
	case len(w.data)-w.at >= len(word):
		word = Hash(w.data[w.at:])
		w.at += len(word)
	default:
		w.fail()
	}
	return word
}

// uint reads an unsigned number of so many bits, 64 at most.
func (w *logWords) uint(bits uint) uint64 {
	word := w.next()
	value := binary.BigEndian.Uint64(word[24:])
	if [24]byte(word[:24]) != [24]byte{} || (bits < 64 && value>>bits != 0) {
		w.fail()
	}
	return value
}

func (w *logWords) uint32() uint32 { return uint32(w.uint(32)) }
func (w *logWords) uint16() uint16 { return uint16(w.uint(16)) }
func (w *logWords) bool() bool     { return w.uint(1) != 0 }

// bytes reads what the next word says the place of: a length and so many bytes.
func (w *logWords) bytes() []byte {
	place := w.uint(64)
	if place > uint64(len(w.data)) {
		w.fail()
		return nil
	}
	rest := logWords{data: w.data[place:]}
	length := rest.uint(64)
	if rest.err != nil || length > uint64(len(rest.data)-rest.at) {
		w.fail()
		return nil
	}
	return rest.data[rest.at:][:length]
}

// decoderByWords makes a decoder of an event with so many indexed words.
func decoderByWords(indexed int, read func(*fields, *logWords) Event) decoder {
	return func(log Log) (Event, error) {
		if len(log.Topics) != indexed+1 {
			return nil, errWordInvalid
		}
		var f fields
		words := wordsOf(log)
		event := read(&f, words)
		if err := errors.Join(words.err, f.err); err != nil {
			return nil, err
		}
		return event, nil
	}
}
