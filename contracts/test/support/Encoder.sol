// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice docs/commitment.md once more, written slowly and apart from src/: the tests compare the two.
library Encoder {
    struct Line {
        uint40 charge;
        uint16 units;
        uint40 allowed;
        uint8 class;
    }

    /// @dev How prior payers left a line.
    struct Prior {
        uint40 paid;
        uint40 owed;
        uint40 allowed;
    }

    struct Claim {
        bytes32 contentHash;
        uint8 kind;
        uint64 coverageYear;
        uint24 serviceDay;
        uint256 replaced; // claim number, of a replacement or void
        bytes32 reasonsHash; // none where zero, like the other two
        bytes32 authorization;
        bytes32 evidence;
        bool isFilingExcused;
        Line[] lines;
        bool isBare;
        Prior[] priors; // one a line, or none
    }

    struct Submission {
        uint32 provider;
        Claim[] claims;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LEAVES
    //////////////////////////////////////////////////////////////////////////*/

    function head(Claim memory claim) internal pure returns (uint256 word) {
        word = append(0, claim.kind, 2);
        word = append(word, claim.lines.length, 8);
        word = append(word, claim.serviceDay, 24);
        word = append(word, claim.coverageYear, 64);
        return appendLines(word, claim.lines, 0, 3);
    }

    /// @dev The words that the head does not carry.
    function more(Claim memory claim) internal pure returns (uint256[] memory words) {
        for (uint256 i = 3; i < claim.lines.length; i += 5) {
            words = append(words, appendLines(0, claim.lines, i, 5));
        }
        if (claim.kind != 0) words = append(words, claim.replaced);
    }

    function receiptLeaf(Claim memory claim) internal pure returns (bytes32) {
        bytes32 all = keccak256(abi.encodePacked(head(claim), chain(claim.contentHash, more(claim))));
        return keccak256(abi.encodePacked(keccak256("clearclaim/receipt/v2"), all));
    }

    /// @dev Of a claim without prior payers.
    function determinationLeaf(Claim memory claim, uint256 version, uint256 determinedAt, uint256[] memory results)
        internal
        pure
        returns (bytes32)
    {
        return determinationLeaf(claim, version, determinedAt, results, new uint256[](0));
    }

    /// @param paid What the plan pays of each line, where the claim has prior payers.
    function determinationLeaf(
        Claim memory claim,
        uint256 version,
        uint256 determinedAt,
        uint256[] memory results,
        uint256[] memory paid
    ) internal pure returns (bytes32) {
        uint256 stamp = append(append(append(claim.lines.length, version, 8), flags(claim), 8), determinedAt, 64);
        bytes32 all = keccak256(abi.encodePacked(stamp, chain(chain(receiptLeaf(claim), results), facts(claim, paid))));
        return keccak256(abi.encodePacked(keccak256("clearclaim/determination/v2"), all));
    }

    function chain(bytes32 chained, uint256 word) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(chained, word));
    }

    function chain(bytes32 chained, uint256[] memory words) internal pure returns (bytes32) {
        for (uint256 i = 0; i < words.length; ++i) {
            chained = chain(chained, words[i]);
        }
        return chained;
    }

    function leaves(Submission memory submission) internal pure returns (bytes32[] memory all) {
        all = new bytes32[](submission.claims.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = receiptLeaf(submission.claims[i]);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      TREES
    //////////////////////////////////////////////////////////////////////////*/

    function submissionNode(uint32 provider, uint16 first, uint16 count, bytes32 root) internal pure returns (bytes32) {
        uint256 place = append(append(provider, first, 16), count, 16);
        return
            keccak256(abi.encodePacked(keccak256("clearclaim/submission/v2"), keccak256(abi.encodePacked(place, root))));
    }

    /// @dev Level by level into new arrays.
    function rootOf(bytes32[] memory level) internal pure returns (bytes32) {
        while (level.length > 1) {
            level = up(level);
        }
        return level[0];
    }

    /// @dev The siblings of a leaf, from the leaf up, none where a node goes up unchanged.
    function pathOf(bytes32[] memory level, uint256 index) internal pure returns (bytes32[] memory path) {
        while (level.length > 1) {
            if (index ^ 1 < level.length) path = append(path, level[index ^ 1]);
            level = up(level);
            index /= 2;
        }
    }

    function up(bytes32[] memory level) internal pure returns (bytes32[] memory next) {
        next = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < next.length; ++i) {
            next[i] =
                2 * i + 1 == level.length ? level[2 * i] : keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]));
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    function submissionHead(Submission memory submission) internal pure returns (uint256) {
        return append(append(submission.provider, submission.claims.length, 16), journalLength(submission), 16);
    }

    function journalLength(Submission memory submission) internal pure returns (uint256 length) {
        for (uint256 i = 0; i < submission.claims.length; ++i) {
            Claim memory claim = submission.claims[i];
            length += claim.isBare ? 2 : 2 + claim.lines.length + facts(claim).length;
        }
    }

    function bareClaim(bytes32 leaf) internal pure returns (uint256[] memory words) {
        words = new uint256[](2);
        (words[0], words[1]) = (3 << 246, uint256(leaf));
    }

    /// @param coverage Position in the coverage table.
    function wholeClaim(Claim memory claim, uint256 coverage) internal pure returns (uint256[] memory words) {
        uint64 coverageYear = claim.coverageYear;
        claim.coverageYear = uint64(coverage);
        words = append(words, head(claim));
        claim.coverageYear = coverageYear;
        words = append(words, uint256(claim.contentHash));
        words = concat(words, more(claim));
        words = concat(words, allowances(claim));
        words = concat(words, facts(claim));
    }

    function allowances(Claim memory claim) internal pure returns (uint256[] memory words) {
        for (uint256 i = 0; i < claim.lines.length; i += 5) {
            uint256 word = i == 0 ? append(0, flags(claim), 8) : 0;
            word <<= 28;
            for (uint256 j = i; j < i + 5; ++j) {
                bool isLine = j < claim.lines.length;
                word = append(word, isLine ? claim.lines[j].allowed : 0, 36);
                word = append(word, isLine ? claim.lines[j].class : 0, 8);
            }
            words = append(words, word);
        }
    }

    function flags(Claim memory claim) internal pure returns (uint256 all) {
        if (claim.reasonsHash != 0) all |= 1;
        if (claim.authorization != 0) all |= 2;
        if (claim.evidence != 0) all |= 4;
        if (claim.isFilingExcused) all |= 8;
        if (claim.priors.length != 0) all |= 16;
    }

    /// @dev As they are handed in: what the plan pays is zero.
    function facts(Claim memory claim) internal pure returns (uint256[] memory words) {
        return facts(claim, new uint256[](claim.priors.length));
    }

    function facts(Claim memory claim, uint256[] memory paid) internal pure returns (uint256[] memory words) {
        if (claim.reasonsHash != 0) words = append(words, uint256(claim.reasonsHash));
        if (claim.authorization != 0) words = append(words, uint256(claim.authorization));
        if (claim.evidence != 0) words = append(words, uint256(claim.evidence));
        for (uint256 i = 0; i < claim.priors.length; ++i) {
            words = append(words, prior(claim.priors[i], paid[i]));
        }
    }

    function prior(Prior memory left, uint256 paid) internal pure returns (uint256 word) {
        word = append(1, left.paid, 147);
        word = append(word, left.owed, 36);
        word = append(word, left.allowed, 36);
        return append(word, paid, 36);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      WORDS
    //////////////////////////////////////////////////////////////////////////*/

    function appendLines(uint256 word, Line[] memory lines, uint256 from, uint256 places)
        internal
        pure
        returns (uint256)
    {
        for (uint256 i = from; i < from + places; ++i) {
            word = append(word, i < lines.length ? lines[i].charge : 0, 36);
            word = append(word, i < lines.length ? lines[i].units : 0, 14);
        }
        return word;
    }

    /// @dev A field at the low end of a word.
    function append(uint256 word, uint256 field, uint256 width) internal pure returns (uint256) {
        require(field >> width == 0 && (word << width) >> width == word, "field too wide");
        return (word << width) | field;
    }

    function append(bytes32[] memory list, bytes32 last) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }

    function append(uint256[] memory list, uint256 last) internal pure returns (uint256[] memory) {
        uint256[] memory one = new uint256[](1);
        one[0] = last;
        return concat(list, one);
    }

    function concat(uint256[] memory first, uint256[] memory second) internal pure returns (uint256[] memory both) {
        both = new uint256[](first.length + second.length);
        for (uint256 i = 0; i < both.length; ++i) {
            both[i] = i < first.length ? first[i] : second[i - first.length];
        }
    }
}
