// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title TestToken
/// @notice An ERC-20 that anybody may mint. For devnets and tests only: it is worth nothing and must never settle a claim.
contract TestToken is ERC20 {
    constructor() ERC20("ClearClaim Test Dollar", "tUSD") {}

    /// @notice Mints without asking who.
    function mint(address to, uint256 tokenAmount) external {
        _mint(to, tokenAmount);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
