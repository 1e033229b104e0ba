package evidence

import (
	"container/list"
	"sync"
)

// keyCache holds the patient keys used last. It is safe for concurrent use.
type keyCache struct {
	mu    sync.Mutex
	size  int
	order *list.List // of *PatientKey, the one used last in front
	items map[string]*list.Element
}

func newKeyCache(size int) *keyCache {
	return &keyCache{size: size, order: list.New(), items: make(map[string]*list.Element)}
}

func (c *keyCache) get(patient string) (*PatientKey, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.items[patient]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(element)
	return element.Value.(*PatientKey), true
}

func (c *keyCache) put(key *PatientKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.items[key.patient]; ok {
		element.Value = key
		c.order.MoveToFront(element)
		return
	}
	c.items[key.patient] = c.order.PushFront(key)
	if c.order.Len() > c.size {
		c.remove(c.order.Back())
	}
}

func (c *keyCache) drop(patient string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.items[patient]; ok {
		c.remove(element)
	}
}

// remove takes an element out. The caller holds the lock.
func (c *keyCache) remove(element *list.Element) {
	c.order.Remove(element)
	delete(c.items, element.Value.(*PatientKey).patient)
}
