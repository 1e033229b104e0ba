// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {Place, Raw} from "./Raw.sol";

/// @title Merkle
/// @notice The position-bound tree of docs/commitment.md section 3: a level pairs its nodes from the left, an odd last node
/// goes up unchanged.
library Merkle {
    /// @notice The root over `count` leaves from `start`, computed in place: the leaves are overwritten.
    /// @param count At least 1; `start + count` not above the length.
    function rootInPlace(bytes32[] memory leaves, uint256 start, uint256 count) internal pure returns (bytes32) {
        Place first = Raw.placeOf(leaves, start);
        // Proof: a count is halved. A level has its places from the first on, below start + count; where it has an odd last
        // node, `from` is there in the end.
        unchecked {
            while (count > 1) {
                Place from = first;
                Place to = first;
                Place end = Raw.skip(first, count >> 1);
                while (end > to) {
                    Raw.put(to, uint256(Raw.hashPair(from)));
                    from = Raw.skip(from, 2);
                    to = Raw.skip(to, 1);
                }
                if (count & 1 == 1) Raw.put(to, Raw.get(from));
                count = (count + 1) >> 1;
            }
        }
        return bytes32(Raw.get(first));
    }

    /// @notice The root that a leaf and its siblings give, from the leaf up; zero when the path does not fit the position.
    /// @param siblings One a level, none at a level where the node goes up unchanged.
    function rootFromPath(bytes32 leaf, uint256 index, uint256 count, bytes32[] calldata siblings)
        internal
        pure
        returns (bytes32)
    {
        if (index >= count) return 0;
        uint256 used = 0;
        while (count > 1) {
            bool goesUp = index == count - 1 && count % 2 == 1;
            if (!goesUp) {
                if (used == siblings.length) return 0;
                bytes32 sibling = siblings[used++];
                leaf = index % 2 == 0 ? Hashes.efficientKeccak256(leaf, sibling) : Hashes.efficientKeccak256(sibling, leaf);
            }
            index /= 2;
            count = (count + 1) / 2;
        }
        return used == siblings.length ? leaf : bytes32(0);
    }
}
