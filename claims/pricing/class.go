package pricing

// ClassOf returns the class of the row that a line of a request would be priced by, and
// false where there is none. It works no price out: one may come to another outcome.
func (b *Book) ClassOf(r *Request, line *Line) (class uint8, hasRow bool) {
	d := b.desk(r)
	var found Result
	if d.findRow(&found, line); found.draft.row == nil {
		return 0, false
	}
	return found.draft.row.class, true
}
