theorem append_nil {α : Type} (xs : List α) : xs ++ [] = xs
theorem append_assoc {α : Type} (xs ys zs : List α) : (xs ++ ys) ++ zs = xs ++ (ys ++ zs)
theorem reverse_append {α : Type} (xs ys : List α) : (xs ++ ys).reverse = ys.reverse ++ xs.reverse
theorem reverse_reverse {α : Type} (xs : List α) : xs.reverse.reverse = xs
theorem length_append {α : Type} (xs ys : List α) : (xs ++ ys).length = xs.length + ys.length
theorem length_reverse {α : Type} (xs : List α) : xs.reverse.length = xs.length
theorem length_replicate {α : Type} (k : Nat) (a : α) : (List.replicate k a).length = k
theorem length_range (k : Nat) : (List.range k).length = k
theorem length_finRange (n : Nat) : (List.finRange n).length = n
theorem length_map {α β : Type} (f : α → β) (xs : List α) : (xs.map f).length = xs.length
theorem map_append {α β : Type} (f : α → β) (xs ys : List α) : (xs ++ ys).map f = xs.map f ++ ys.map f
theorem map_reverse {α β : Type} (f : α → β) (xs : List α) : xs.reverse.map f = (xs.map f).reverse
theorem map_replicate {α β : Type} (f : α → β) (k : Nat) (a : α) : (List.replicate k a).map f = List.replicate k (f a)
theorem filter_append {α : Type} (p : α → Bool) (xs ys : List α) : (xs ++ ys).filter p = xs.filter p ++ ys.filter p
theorem countP_append {α : Type} (p : α → Bool) (xs ys : List α) : (xs ++ ys).countP p = xs.countP p + ys.countP p
theorem countP_reverse {α : Type} (p : α → Bool) (xs : List α) : xs.reverse.countP p = xs.countP p
theorem all_append {α : Type} (p : α → Bool) (xs ys : List α) : (xs ++ ys).all p = (xs.all p && ys.all p)
theorem any_append {α : Type} (p : α → Bool) (xs ys : List α) : (xs ++ ys).any p = (xs.any p || ys.any p)
theorem mem_append (a : Nat) (xs ys : List Nat) : a ∈ xs ++ ys ↔ a ∈ xs ∨ a ∈ ys
theorem sum_append (xs ys : List Nat) : (xs ++ ys).sum = xs.sum + ys.sum
theorem sum_append_real (xs ys : List ℝ) : (xs ++ ys).sum = xs.sum + ys.sum
theorem sum_append_int (xs ys : List Int) : (xs ++ ys).sum = xs.sum + ys.sum
theorem sum_reverse (xs : List Nat) : xs.reverse.sum = xs.sum
theorem sum_replicate (k a : Nat) : (List.replicate k a).sum = k * a
theorem over_congr {n : Nat} (f g : Fin n → ℝ) (h : ∀ i, f i = g i) : ∑ i, f i = ∑ i, g i
theorem over_zero {n : Nat} (f : Fin n → ℝ) (h : ∀ i, f i = 0) : ∑ i, f i = 0
theorem over_nonneg {n : Nat} (f : Fin n → ℝ) (h : ∀ i, 0 ≤ f i) : 0 ≤ ∑ i, f i
theorem over_const {n : Nat} (f : Fin n → ℝ) (c : ℝ) (h : ∀ i, f i = c) : ∑ i, f i = n * c
theorem sq_nonneg (a : ℝ) : 0 ≤ a ^ 2
theorem sq_eq_zero (a : ℝ) : a ^ 2 = 0 ↔ a = 0
theorem countP_all {n : Nat} (p : Fin n → Bool) (h : ∀ i, p i = true) : (List.finRange n).countP p = n
theorem countP_none {n : Nat} (p : Fin n → Bool) (h : ∀ i, p i = false) : (List.finRange n).countP p = 0
theorem countP_pos {n : Nat} (p : Fin n → Bool) (i : Fin n) (h : p i = true) : 0 < (List.finRange n).countP p
theorem over_where {n : Nat} (f : Fin n → ℝ) (p : Fin n → Bool) (c : ℝ) (h : ∀ i, f i = if p i then c else 0) :
    ∑ i, f i = c * (List.finRange n).countP p
theorem over_count {n : Nat} (f : Fin n → ℝ) (p q : Fin n → Bool)
    (h : ∀ i, f i = (if p i then 1 else 0) - (if q i then 1 else 0)) :
    ∑ i, f i = (List.finRange n).countP p - (List.finRange n).countP q
theorem mem_filter {α : Type} [DecidableEq α] (p : α → Bool) (xs : List α) (a : α) :
    a ∈ xs.filter p ↔ a ∈ xs ∧ p a = true
theorem mem_append_of {α : Type} [DecidableEq α] (xs ys : List α) (a : α) : a ∈ xs ++ ys ↔ a ∈ xs ∨ a ∈ ys
theorem mem_finRange {n : Nat} (i : Fin n) : i ∈ List.finRange n
theorem getD_append {α : Type} (xs ys : List α) (k : Nat) (a : α) :
    (xs ++ ys).getD k a = if k < xs.length then xs.getD k a else ys.getD (k - xs.length) a
theorem getD_take {α : Type} (xs : List α) (m k : Nat) (a : α) :
    (xs.take m).getD k a = if k < m then xs.getD k a else a
theorem map_take {α β : Type} (f : α → β) (xs : List α) (m : Nat) : (xs.take m).map f = (xs.map f).take m
theorem getD_map_finRange {α : Type} {n : Nat} (f : Fin n → α) (i : Fin n) (a : α) :
    ((List.finRange n).map f).getD i.val a = f i
